"""The chat app: upload a bill, ask, see figure, chart and query."""
