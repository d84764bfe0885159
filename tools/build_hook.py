"""Put the page styles that `make assets` fetched into the wheel; a wheel without them would have bare pages."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Adds build/uswds to a wheel as medcord/web/static/uswds, to a source archive as it stands."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Editable installs read build/uswds in place; anything else without it is refused."""
        if version == "editable":
            return
        assets = Path(self.root) / "build" / "uswds"
        if not (assets / "css" / "uswds.min.css").is_file():
            raise FileNotFoundError(f"{assets} is missing, so the pages would have no styles: type `make assets` first")
        target = "medcord/web/static/uswds" if self.target_name == "wheel" else "build/uswds"
        build_data["force_include"][str(assets)] = target
