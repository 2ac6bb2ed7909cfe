"""What to cook: a web service without Streamlit, one session per browser by a cookie, answers also as a stream.

Run it: uvicorn --app-dir examples fastapi_app:app, then
curl -c jar -b jar -d '{"question": "What can I make of leeks?"}' -H 'Content-Type: application/json' localhost:8000/ask
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Body, FastAPI, Request, Response
from fastapi.responses import StreamingResponse

import finops_agent

DISHES = {"leek": "Soup with potatoes.", "egg": "An omelette with herbs.", "apple": "A crumble with oats."}
MOST_VISITS = 10_000
Question = Annotated[str, Body(embed=True)]
visits: dict[str, finops_agent.Session] = {}


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Deliver everything before the server stops."""
    yield
    while visits:
        visits.popitem()[1].end("shutdown")
    finops_agent.start().close()


app = FastAPI(lifespan=lifespan)


@app.middleware("http")
async def with_visit(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Make the visitor's session the current one; the cookie is a random id that we gave, or it counts for nothing."""
    session = visits.get(request.cookies.get("visit", ""))
    if session is None:
        session = finops_agent.start(app="kitchen").session(user_agent="fastapi_app")
        visits[session.session_id] = session
        if len(visits) > MOST_VISITS:
            visits.pop(next(iter(visits))).end("timeout")
    with session.as_current():
        response = await call_next(request)
    response.set_cookie("visit", session.session_id, httponly=True, samesite="lax")
    return response


@finops_agent.observed(analysis_type="other")
async def cook(question: str) -> AsyncIterator[str]:
    """A dish for the first thing in the question that the cook knows, word by word."""
    dish = next((dish for thing, dish in DISHES.items() if thing in question.lower()), None)
    if dish is None:
        finops_agent.current_turn().refused()
    for word in (dish or "I know leeks, eggs and apples.").split():
        await asyncio.sleep(0)  # a model would think here
        yield f"{word} "


@app.post("/ask")
async def ask(question: Question) -> dict[str, str]:
    """The whole answer."""
    return {"answer": "".join([word async for word in cook(question)]).strip()}


@app.post("/stream")
async def stream(question: Question) -> StreamingResponse:
    """The answer word by word; it belongs to the session of this request though it is read after it."""
    return StreamingResponse(cook(question), media_type="text/plain")


@app.post("/feedback")
def feedback(rating: Annotated[int, Body(embed=True, ge=1, le=5)]) -> dict[str, str]:
    """What the visitor thought of the latest answer."""
    session = finops_agent.current_session()
    if session is not None:
        session.feedback(rating, query_number=session.total_queries)  # type: ignore[arg-type]  # 1 to 5, checked above
    return {"thanks": "yes"}
