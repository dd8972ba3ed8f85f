#include "client.h"
#include "message_buffer.h"

StreamBufferHandle_t xStreamBufferCreate(size_t size, size_t trigger) {
    return (StreamBufferHandle_t)CALL3(STREAM_CREATE, size, trigger, 0);
}

MessageBufferHandle_t xMessageBufferCreate(size_t size) {
    return (MessageBufferHandle_t)CALL3(STREAM_CREATE, size, 1, 1);
}

void vStreamBufferDelete(StreamBufferHandle_t buffer) { CALL1(STREAM_DELETE, buffer); }

size_t xStreamBufferSend(StreamBufferHandle_t buffer, const void* data, size_t size, TickType_t ticks) {
    return CALL4(STREAM_SEND, buffer, data, size, ticks);
}

size_t xStreamBufferReceive(StreamBufferHandle_t buffer, void* data, size_t size, TickType_t ticks) {
    return CALL4(STREAM_RECEIVE, buffer, data, size, ticks);
}

BaseType_t xStreamBufferReset(StreamBufferHandle_t buffer) { return (BaseType_t)CALL1(STREAM_RESET, buffer); }

BaseType_t xStreamBufferSetTriggerLevel(StreamBufferHandle_t buffer, size_t trigger) {
    return (BaseType_t)CALL2(STREAM_TRIGGER, buffer, trigger);
}

size_t xStreamBufferBytesAvailable(StreamBufferHandle_t buffer) {
    return CALL2(STREAM_GET, buffer, STREAM_BYTES);
}

size_t xStreamBufferSpacesAvailable(StreamBufferHandle_t buffer) {
    return CALL2(STREAM_GET, buffer, STREAM_SPACES);
}

size_t xMessageBufferNextLengthBytes(MessageBufferHandle_t buffer) {
    return CALL2(STREAM_GET, buffer, STREAM_NEXT_MESSAGE);
}

BaseType_t xStreamBufferIsEmpty(StreamBufferHandle_t buffer) {
    return xStreamBufferBytesAvailable(buffer) == 0;
}

BaseType_t xStreamBufferIsFull(StreamBufferHandle_t buffer) {
    return (BaseType_t)CALL2(STREAM_GET, buffer, STREAM_IS_FULL);
}
