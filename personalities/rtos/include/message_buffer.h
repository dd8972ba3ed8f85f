/* Message buffers: stream buffers that keep messages apart, with 4 bytes before each for its length.
 * Parameters, results and semantics: FreeRTOS reference manual, "Message Buffer API". */
#ifndef INC_MESSAGE_BUFFER_H
#define INC_MESSAGE_BUFFER_H

#include "stream_buffer.h"

typedef StreamBufferHandle_t MessageBufferHandle_t;

MessageBufferHandle_t xMessageBufferCreate(size_t xBufferSizeBytes);
size_t xMessageBufferNextLengthBytes(MessageBufferHandle_t xMessageBuffer);
#define xMessageBufferCreateStatic(size, storage, buffer)                                                    \
    ((void)(storage), (void)(buffer), xMessageBufferCreate(size))
#define xStreamBufferNextMessageLengthBytes(buffer) xMessageBufferNextLengthBytes(buffer)
#define vMessageBufferDelete(buffer) vStreamBufferDelete(buffer)
#define xMessageBufferSend(buffer, data, size, ticks) xStreamBufferSend(buffer, data, size, ticks)
#define xMessageBufferReceive(buffer, data, size, ticks) xStreamBufferReceive(buffer, data, size, ticks)
#define xMessageBufferReset(buffer) xStreamBufferReset(buffer)
#define xMessageBufferSpacesAvailable(buffer) xStreamBufferSpacesAvailable(buffer)
#define xMessageBufferSpaceAvailable(buffer) xStreamBufferSpacesAvailable(buffer)
#define xMessageBufferIsEmpty(buffer) xStreamBufferIsEmpty(buffer)
#define xMessageBufferIsFull(buffer) xStreamBufferIsFull(buffer)
#define xMessageBufferSendFromISR(buffer, data, size, woken)                                                 \
    xStreamBufferSendFromISR(buffer, data, size, woken)
#define xMessageBufferReceiveFromISR(buffer, data, size, woken)                                              \
    xStreamBufferReceiveFromISR(buffer, data, size, woken)

#endif
