"""Make an empty virtual environment, or say which Python it needs; `python new_environment.py FOLDER`."""

import sys
import venv

LOWEST = (3, 11)


def main() -> str | None:
    """Make the environment; return what is wrong, if anything is."""
    if sys.version_info < LOWEST:
        return (
            f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}; try: make PYTHON=python3.12"
        )
    venv.create(sys.argv[1], clear=True, with_pip=True, symlinks=sys.platform != "win32")
    return None


if __name__ == "__main__":
    sys.exit(main())
