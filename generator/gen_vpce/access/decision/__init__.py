"""One request decided: its facts, the policies made ready, the layers joined as AWS joins them."""
