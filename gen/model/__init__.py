"""The model: a request becomes a call, whatever the server does."""
