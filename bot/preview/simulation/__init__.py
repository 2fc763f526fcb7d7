"""What people do in the preview, and the `/sim` interface for the page and for tests."""

from bot.preview.simulation.sim_routes import simulation_routes

__all__ = ["simulation_routes"]
