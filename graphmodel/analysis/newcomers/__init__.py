"""Which newcomers are worth a meeting, by what became of earlier ones."""
