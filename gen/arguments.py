"""Arguments that several commands share."""

import argparse
import math


def count(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return number


def dollars(text: str) -> float:
    """A sum of money above zero."""
    sum_of_money = float(text.removeprefix("$"))
    if not (math.isfinite(sum_of_money) and sum_of_money > 0):
        raise argparse.ArgumentTypeError(f"{text} is no sum of money above zero")
    return sum_of_money


def add_model_argument(parser: argparse.ArgumentParser) -> None:
    """--model."""
    parser.add_argument("--model", metavar="M", help="the model of questions that name none (settings: model)")
