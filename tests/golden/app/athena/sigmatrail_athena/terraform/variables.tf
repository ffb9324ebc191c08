variable "name" {
  description = "What the state machine, the roles and the group of schedules are called."
  type        = string
  default     = "sigmatrail-cloudtrail"
}

variable "database" {
  description = "Database of the CloudTrail table in the Glue Data Catalog."
  type        = string
  default     = "default"
}

variable "table" {
  description = "The CloudTrail table; the queries read this name, so convert again for another."
  type        = string
  default     = "cloudtrail_logs"
}

variable "workgroup" {
  description = "Workgroup of Athena that runs the queries."
  type        = string
  default     = "primary"
}

variable "output_location" {
  description = "Where Athena writes results, as s3://bucket/folder/."
  type        = string

  validation {
    condition     = can(regex("^s3://[^/*?]+/([^/*?]+/)*$", var.output_location))
    error_message = "The location has to look like s3://bucket/folder/."
  }
}

variable "source_bucket" {
  description = "Bucket to which CloudTrail delivers."
  type        = string
}

variable "source_prefix" {
  description = "Folder of that bucket in which the logs are, with a slash at its end."
  type        = string
  default     = "AWSLogs/"
}

variable "topic" {
  description = "ARN of the SNS topic that hears of findings."
  type        = string
}

variable "key" {
  description = "ARN of the KMS key of bucket, results or topic; empty where there is none."
  type        = string
  default     = ""
}

variable "schedules" {
  description = "Which schedules run: planned (those whose plan says so), all, or none."
  type        = string
  default     = "planned"

  validation {
    condition     = contains(["planned", "all", "none"], var.schedules)
    error_message = "Choose planned, all or none."
  }
}
