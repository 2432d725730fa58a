"""``python -m nnexplain``."""

from nnexplain.cli.main import main

if __name__ == "__main__":
    main()
