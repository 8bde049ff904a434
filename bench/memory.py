"""Memory over time of a long `generate`, as a picture.

    python -m bench.memory FAKE_SERVER [--rows 100000] [--concurrency 64] [--latency 5] [--out docs/images/memory.svg]

FAKE_SERVER as in bench/generate.py; its latency is in milliseconds. Every second the resident memory of the command's
own process is read from /proc, and that of the processes that score. It takes minutes; `nice` it.
"""

import argparse
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from bench.generate import FRONT, command, question_list, serving

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 320, 60, 40, 40
AIM = 150  # megabytes


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds since the start; megabytes of the command's own process, and of those that it started."""

    at: float
    own: float
    others: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--latency", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("docs/images/memory.svg"))
    args = parser.parse_args()
    samples = measured(args.server, args.rows, args.concurrency, args.latency)
    args.out.write_text(picture(samples, f"{args.rows:,} rows, {args.concurrency} requests at once"), encoding="utf-8")
    print(f"{args.rows} rows in {samples[-1].at:.0f} s; {told(samples)}")


def measured(server: Path, number: int, concurrency: int, latency: int) -> list[Sample]:
    """What a run over so many rows takes, second by second."""
    with tempfile.TemporaryDirectory() as folder, serving(server, (), latency=latency) as url:
        desk, rows = Path(folder) / "desk", question_list(Path(folder) / "list.csv", number)
        subprocess.run([*FRONT, "init", str(desk)], check=True, capture_output=True)
        samples = watched(command(desk, rows, url, concurrency))
        drafts = sum(1 for _ in (desk / "drafts").rglob("[!.]*.md"))
    if drafts != number:
        raise SystemExit(f"{drafts} drafts of {number}")
    return samples


def told(samples: list[Sample]) -> str:
    peak, settled = max(sample.own for sample in samples), samples[len(samples) // 10 :]
    return (
        f"own process: {peak:.0f} MB at most, {settled[0].own:.0f} MB after a tenth of the time, "
        f"{settled[-1].own:.0f} MB at the end; processes that score: "
        f"{max(sample.others for sample in samples):.0f} MB at most"
    )


def watched(argv: list[str]) -> list[Sample]:
    """Run a command and look at its memory every second."""
    samples, began = list[Sample](), time.monotonic()
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            own, others = resident(process.pid), sum(resident(child) for child in children(process.pid))
            if own:
                samples.append(Sample(time.monotonic() - began, own, others))
            time.sleep(1)
    return samples


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            continue  # it ended just now
    return found


def resident(pid: int) -> float:
    """Megabytes; 0 where the process is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0.0)


def picture(samples: list[Sample], title: str) -> str:
    """An SVG: megabytes over time, and the aim as a line."""
    longest = samples[-1].at
    highest = 50 * (1 + int(max(AIM, *(max(sample.own, sample.others) for sample in samples)) // 50))

    def x(seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * seconds / longest

    def y(megabytes: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * megabytes / highest

    def line(color: str, values: list[float]) -> str:
        points = " ".join(f"{x(sample.at):.1f},{y(value):.1f}" for sample, value in zip(samples, values, strict=True))
        return f'<polyline fill="none" stroke="{color}" stroke-width="1.5" points="{points}"/>'

    marks = [
        f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{y(level):.1f}" y2="{y(level):.1f}" stroke="#ddd"/>'
        f'<text x="{LEFT - 6}" y="{y(level) + 4:.1f}" text-anchor="end">{level}</text>'
        for level in range(0, highest + 1, 50)
    ]
    marks += [
        f'<text x="{x(at):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{at:.0f} s</text>'
        for at in (longest * part / 4 for part in range(5))
    ]
    across = f'x1="{LEFT}" x2="{WIDTH - 20}"'
    aim = f'<line {across} y1="{y(AIM):.1f}" y2="{y(AIM):.1f}" stroke="#b00" stroke-dasharray="4 4"/>'
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    legend = (("#06c", "generate"), ("#666", "the processes that score"), ("#b00", "the aim for the first"))
    names = " · ".join(f'<tspan fill="{color}">{name}</tspan>' for color, name in legend)
    body = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="14">Resident memory, MB: {escape(title)}</text>',
        *marks,
        aim,
        line("#06c", [sample.own for sample in samples]),
        line("#999", [sample.others for sample in samples]),
        f'<text x="{LEFT}" y="{HEIGHT - 6}">{names}</text>',
    ]
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {box}>', *body, "</svg>", ""])


if __name__ == "__main__":
    main()
