refused: athena has no column for 'status'; if your data has it, add it to pipelines/athena/cloudtrail.yml
