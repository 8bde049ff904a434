"""The loop that `generate` is measured against: the client library over aiohttp, and nothing else.

python bench/bare.py URL CALLS CONCURRENCY
"""

import asyncio
import sys

import httpx2
import openai


async def bare_loop(url: str, calls: int, concurrency: int) -> None:
    numbers = iter(range(calls))

    async def work(client: openai.AsyncOpenAI) -> None:
        for number in numbers:
            await client.chat.completions.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": f"What is question {number}?"}]
            )

    limits = httpx2.Limits(max_connections=concurrency)
    http_client = openai.DefaultAioHttpClient(limits=limits)
    async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http_client) as client:
        await asyncio.gather(*(work(client) for _ in range(concurrency)))


if __name__ == "__main__":
    asyncio.run(bare_loop(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
