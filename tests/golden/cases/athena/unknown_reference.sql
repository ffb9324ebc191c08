refused: athena has no column for 'userIdentity.nope'; if your data has it, add it to pipelines/athena/cloudtrail.yml
