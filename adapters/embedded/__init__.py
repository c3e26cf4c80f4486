"""Guanji's own circulation engine behind the port that other systems' adapters serve too."""

from adapters.embedded.engine import EmbeddedEngine as EmbeddedEngine
