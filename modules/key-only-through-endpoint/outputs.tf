# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.
