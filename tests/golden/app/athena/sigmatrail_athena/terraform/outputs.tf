output "state_machine" {
  description = "ARN of the state machine that runs every query."
  value       = aws_sfn_state_machine.runner.arn
}

output "schedule_group" {
  description = "Name of the group of schedules."
  value       = aws_scheduler_schedule_group.detections.name
}

output "named_queries" {
  description = "Ids of the saved queries, by detection."
  value       = { for key, query in aws_athena_named_query.detection : key => query.id }
}
