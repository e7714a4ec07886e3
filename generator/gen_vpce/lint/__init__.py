"""Rules over policy documents; each rule carries its code, its texts and the AWS page behind it."""
