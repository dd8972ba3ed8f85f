"""Task sets for the partition `edf`: reading, checking, simulating and drawing them, and writing them into
its image."""
