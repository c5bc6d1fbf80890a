"""The moving picture: mounts the component that shows a race, and packs the bytes it is sent."""

from arena.mount import arena

__all__ = ["arena"]
