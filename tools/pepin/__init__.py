"""The front door of Pepin: building, running, testing and looking into partitions."""
