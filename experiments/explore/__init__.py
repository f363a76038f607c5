"""Which collective outcomes can be brought about from an honest network: pattern-space exploration with an archive that is not luck."""
