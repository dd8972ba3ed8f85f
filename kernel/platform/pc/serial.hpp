// The serial line COM1, polled. Partitions write to the same line by port services.
#pragma once

namespace pepin::serial {

// 115,200 baud, 8N1, if there is such a line.
void initialise();
// One character; waits until the line takes it, where there is one.
void put(char character);

} // namespace pepin::serial
