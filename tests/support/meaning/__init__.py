"""What policies mean, said a second time: random ones, small worlds of requests, plain evaluators."""
