"""CloudFormation and SAM templates: from a file to policies with places, the unknown as symbols."""
