"""What people do in the preview, and the `/sim` interface through which the page does it."""

from bot.preview.simulation.routes import simulation_routes

__all__ = ["simulation_routes"]
