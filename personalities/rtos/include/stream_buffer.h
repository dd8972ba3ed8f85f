/* Stream buffers. Parameters, results and semantics: FreeRTOS reference manual, "Stream Buffer API". One task
 * sends, one receives. */
#ifndef INC_STREAM_BUFFER_H
#define INC_STREAM_BUFFER_H

#include "task.h"

typedef struct StreamBufferDef_t* StreamBufferHandle_t;

/* NULL where there is too little memory, or there are 16 stream and message buffers already. */
StreamBufferHandle_t xStreamBufferCreate(size_t xBufferSizeBytes, size_t xTriggerLevelBytes);
void vStreamBufferDelete(StreamBufferHandle_t xStreamBuffer);
size_t xStreamBufferSend(StreamBufferHandle_t xStreamBuffer, const void* pvTxData, size_t xDataLengthBytes,
                         TickType_t xTicksToWait);
size_t xStreamBufferReceive(StreamBufferHandle_t xStreamBuffer, void* pvRxData, size_t xBufferLengthBytes,
                            TickType_t xTicksToWait);
BaseType_t xStreamBufferReset(StreamBufferHandle_t xStreamBuffer);
BaseType_t xStreamBufferSetTriggerLevel(StreamBufferHandle_t xStreamBuffer, size_t xTriggerLevel);
size_t xStreamBufferBytesAvailable(StreamBufferHandle_t xStreamBuffer);
size_t xStreamBufferSpacesAvailable(StreamBufferHandle_t xStreamBuffer);
BaseType_t xStreamBufferIsEmpty(StreamBufferHandle_t xStreamBuffer);
BaseType_t xStreamBufferIsFull(StreamBufferHandle_t xStreamBuffer);

#define xStreamBufferCreateStatic(size, trigger, storage, buffer)                                            \
    ((void)(storage), (void)(buffer), xStreamBufferCreate(size, trigger))
#define xStreamBufferSendFromISR(buffer, data, size, woken)                                                  \
    (vTaskNoteSwitch(woken), xStreamBufferSend(buffer, data, size, 0))
#define xStreamBufferReceiveFromISR(buffer, data, size, woken)                                               \
    (vTaskNoteSwitch(woken), xStreamBufferReceive(buffer, data, size, 0))

#endif
