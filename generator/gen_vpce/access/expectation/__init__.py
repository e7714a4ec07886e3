"""What a file expects, decided on one request or proven for all of a form."""
