/* Event groups. Parameters, results and semantics: FreeRTOS reference manual, "Event Group API". 24 bits. */
#ifndef INC_EVENT_GROUPS_H
#define INC_EVENT_GROUPS_H

#include "task.h"

typedef struct EventGroupDef_t* EventGroupHandle_t;
typedef TickType_t EventBits_t;

EventGroupHandle_t xEventGroupCreate(void);
void vEventGroupDelete(EventGroupHandle_t xEventGroup);
EventBits_t xEventGroupWaitBits(EventGroupHandle_t xEventGroup, const EventBits_t uxBitsToWaitFor,
                                const BaseType_t xClearOnExit, const BaseType_t xWaitForAllBits,
                                TickType_t xTicksToWait);
EventBits_t xEventGroupSetBits(EventGroupHandle_t xEventGroup, const EventBits_t uxBitsToSet);
EventBits_t xEventGroupClearBits(EventGroupHandle_t xEventGroup, const EventBits_t uxBitsToClear);
EventBits_t xEventGroupSync(EventGroupHandle_t xEventGroup, const EventBits_t uxBitsToSet,
                            const EventBits_t uxBitsToWaitFor, TickType_t xTicksToWait);
#define xEventGroupGetBits(group) xEventGroupClearBits(group, 0)

#define xEventGroupCreateStatic(buffer) ((void)(buffer), xEventGroupCreate())
#define xEventGroupSetBitsFromISR(group, bits, woken)                                                        \
    (vTaskNoteSwitch(woken), (void)xEventGroupSetBits(group, bits), pdPASS)
#define xEventGroupClearBitsFromISR(group, bits) xEventGroupClearBits(group, bits)
#define xEventGroupGetBitsFromISR(group) xEventGroupGetBits(group)

#endif
