# CloudTrail detections by Athena; sigmatrail made them from Sigma rules.
# Every text of a rule is in detections.json and queries/, none is in this language.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_caller_identity" "here" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}

locals {
  detections = jsondecode(file("${path.module}/detections.json"))

  account   = data.aws_caller_identity.here.account_id
  partition = data.aws_partition.here.partition
  athena    = "arn:${local.partition}:athena:${data.aws_region.here.name}:${local.account}"
  glue      = "arn:${local.partition}:glue:${data.aws_region.here.name}:${local.account}"
  logs      = "arn:${local.partition}:s3:::${var.source_bucket}"
  results   = "arn:${local.partition}:s3:::${trimprefix(var.output_location, "s3://")}"
  bucket    = "arn:${local.partition}:s3:::${split("/", var.output_location)[2]}"
  state     = { planned = null, all = "ENABLED", none = "DISABLED" }[var.schedules]
}

resource "aws_athena_named_query" "detection" {
  for_each = local.detections

  name        = each.value.name
  description = each.value.description
  database    = var.database
  workgroup   = var.workgroup
  query       = file("${path.module}/queries/${each.key}.sql")
}

resource "aws_sfn_state_machine" "runner" {
  name     = var.name
  role_arn = aws_iam_role.runner.arn

  definition = templatefile("${path.module}/state_machine.json", {
    OutputLocation = var.output_location
    Partition      = local.partition
    Topic          = var.topic
  })
}

resource "aws_scheduler_schedule_group" "detections" {
  name = var.name
}

resource "aws_scheduler_schedule" "detection" {
  for_each = local.detections

  name                         = each.value.schedule
  description                  = each.value.name
  group_name                   = aws_scheduler_schedule_group.detections.name
  schedule_expression          = each.value.cron
  schedule_expression_timezone = "UTC"
  state                        = coalesce(local.state, each.value.enabled ? "ENABLED" : "DISABLED")

  flexible_time_window {
    mode                      = each.value.window > 0 ? "FLEXIBLE" : "OFF"
    maximum_window_in_minutes = each.value.window > 0 ? each.value.window : null
  }

  target {
    arn      = aws_sfn_state_machine.runner.arn
    role_arn = aws_iam_role.scheduler.arn
    # Scheduler fills in what stands in angle brackets, so no other text may have any.
    input = join("", [
      "{\"time\":\"<aws.scheduler.scheduled-time>\",\"query\":\"${aws_athena_named_query.detection[each.key].id}\",",
      substr(replace(jsonencode(each.value.input), "<", "\\u003c"), 1, -1),
    ])
  }
}

resource "aws_iam_role" "scheduler" {
  name        = "${var.name}-scheduler"
  description = "Lets EventBridge Scheduler start the state machine"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = local.account
          "aws:SourceArn"     = aws_scheduler_schedule_group.detections.arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "scheduler" {
  name = "start"
  role = aws_iam_role.scheduler.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "states:StartExecution"
      Resource = aws_sfn_state_machine.runner.arn
    }]
  })
}

resource "aws_iam_role" "runner" {
  name        = "${var.name}-runner"
  description = "Lets the state machine run queries and tell of findings"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "states.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "runner" {
  name = "run"
  role = aws_iam_role.runner.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "Query"
          Effect = "Allow"
          Action = [
            "athena:GetNamedQuery",
            "athena:GetQueryExecution",
            "athena:GetQueryResults",
            "athena:StartQueryExecution",
            "athena:StopQueryExecution",
          ]
          Resource = ["${local.athena}:workgroup/${var.workgroup}"]
        },
        {
          Sid      = "Catalog"
          Effect   = "Allow"
          Action   = ["athena:GetDataCatalog"]
          Resource = ["${local.athena}:datacatalog/AwsDataCatalog"]
        },
        {
          Sid    = "Table"
          Effect = "Allow"
          Action = [
            "glue:BatchGetPartition",
            "glue:GetDatabase",
            "glue:GetPartition",
            "glue:GetPartitions",
            "glue:GetTable",
          ]
          Resource = [
            "${local.glue}:catalog",
            "${local.glue}:database/${var.database}",
            "${local.glue}:table/${var.database}/${var.table}",
          ]
        },
        {
          Sid      = "ReadLogs"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = ["${local.logs}/${var.source_prefix}*"]
        },
        {
          Sid      = "ListLogs"
          Effect   = "Allow"
          Action   = ["s3:GetBucketLocation", "s3:ListBucket"]
          Resource = [local.logs]
        },
        {
          Sid    = "Results"
          Effect = "Allow"
          Action = [
            "s3:AbortMultipartUpload",
            "s3:GetObject",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
          ]
          Resource = ["${local.results}*"]
        },
        {
          Sid      = "ListResults"
          Effect   = "Allow"
          Action   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
          Resource = [local.bucket]
        },
        {
          Sid      = "Tell"
          Effect   = "Allow"
          Action   = ["sns:Publish"]
          Resource = [var.topic]
        },
      ],
      var.key == "" ? [] : [
        {
          Sid      = "Encrypted"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [var.key]
        },
      ],
    )
  })
}
