"""Which newcomers are worth a meeting, based on the outcomes of earlier ones."""
