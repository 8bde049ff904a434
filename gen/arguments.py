"""Arguments that several commands share."""

import argparse


def count(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return number


def add_model_argument(parser: argparse.ArgumentParser) -> None:
    """--model."""
    parser.add_argument("--model", metavar="M", help="the model of questions that name none (settings: model)")
