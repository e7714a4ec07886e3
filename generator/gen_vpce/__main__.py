"""`python -m gen_vpce`: the command line without the console script."""

from gen_vpce.cli import main

if __name__ == "__main__":
    main()
