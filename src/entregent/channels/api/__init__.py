"""The channel of programs: who opened the conversation over REST reads the answer there."""
