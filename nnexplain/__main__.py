"""``python -m nnexplain``."""

from nnexplain.cli import main

if __name__ == "__main__":
    main()
