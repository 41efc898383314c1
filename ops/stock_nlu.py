"""Stock Rasa as a classifier of procedures: one intent a procedure. Run by Rasa's Python only.

`python -m ops.stock_nlu FOLDER`: FOLDER holds nlu.yml, config.yml and questions.json (a list of
texts); writes answers.json: for each text the intents, best first, with the confidence of the best.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path


async def main(folder: Path) -> None:
    """Train, then parse every question."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    model = train_nlu(
        config=str(folder / "config.yml"), nlu_data=str(folder / "nlu.yml"), output=str(folder)
    )
    agent = Agent.load(model)
    answers = []
    for text in json.loads((folder / "questions.json").read_text("utf-8")):
        parsed = await agent.parse_message(text)
        ranked = [item["name"] for item in parsed["intent_ranking"][:5]]
        answers.append([parsed["intent"]["confidence"], ranked])
    (folder / "answers.json").write_text(json.dumps(answers), "utf-8")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
