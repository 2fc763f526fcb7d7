"""What an operator's monitoring sees: health, readiness and figures, on an address of its own.

It holds numbers alone: no words, ids or names of people or chats.
"""
