/* A program as one finds them for other ports: static allocation, functions for interrupt handlers, names
 * from older versions, memory from the heap. All of it compiles with another include path, and does what it
 * should. */
#include "FreeRTOS.h"
#include "event_groups.h"
#include "message_buffer.h"
#include "queue.h"
#include "semphr.h"
#include "stream_buffer.h"
#include "task.h"
#include "timers.h"

#include "check.h"

#define mainSTACK_SIZE (configMINIMAL_STACK_SIZE * 2)
#define mainPERIOD pdMS_TO_TICKS(50)

typedef struct {
    uint32_t ulValue;
    char cName[8];
} Message_t;

static portTASK_FUNCTION_PROTO(vSendTask, pvParameters);
static portTASK_FUNCTION_PROTO(vReceiveTask, pvParameters);
static void prvTimerCallback(TimerHandle_t xTimer);

static QueueHandle_t xQueue = NULL;
static SemaphoreHandle_t xBinary = NULL, xMutex = NULL;
static EventGroupHandle_t xGroup = NULL;
static StackType_t uxStack[mainSTACK_SIZE];
static StaticTask_t xTaskBuffer;
static StaticQueue_t xQueueBuffer;
static StaticSemaphore_t xMutexBuffer;
static uint8_t ucQueueStorage[4 * sizeof(Message_t)];

static portTASK_FUNCTION(vSendTask, pvParameters) {
    Message_t xMessage = {0, "hello"};
    BaseType_t xWoken = pdTRUE;
    TickType_t xLastWakeTime = xTaskGetTickCount();
    (void)pvParameters;
    for (;;) {
        vTaskDelayUntil(&xLastWakeTime, mainPERIOD);
        configASSERT(xQueueSendFromISR(xQueue, &xMessage, &xWoken) == pdPASS && xWoken == pdFALSE);
        portYIELD_FROM_ISR(xWoken);
        xMessage.ulValue++;
        xSemaphoreGiveFromISR(xBinary, NULL);
        xEventGroupSetBitsFromISR(xGroup, 1, &xWoken);
        alive(0);
    }
}

static portTASK_FUNCTION(vReceiveTask, pvParameters) {
    uint32_t ulExpected = 0;
    Message_t xMessage;
    (void)pvParameters;
    for (;;) {
        CHECK(xQueueReceive(xQueue, &xMessage, portMAX_DELAY) == pdPASS);
        CHECK(xMessage.ulValue == ulExpected++ && xMessage.cName[4] == 'o');
        CHECK(xSemaphoreTake(xBinary, mainPERIOD) == pdTRUE);
        CHECK(xEventGroupWaitBits(xGroup, 1, pdTRUE, pdFALSE, mainPERIOD) == 1);
        CHECK(xSemaphoreTake(xMutex, 0) == pdTRUE && xSemaphoreGive(xMutex) == pdTRUE);
        alive(1);
    }
}

/* As for version 7. */
static pdTASK_CODE xOlder = NULL;
static void vOlderTask(void* pvParameters) {
    xQueueHandle xOwn = (xQueueHandle)pvParameters;
    portBASE_TYPE xPassed = pdTRUE;
    for (;;) {
        const portTickType xThen = xTaskGetTickCount();
        portCHAR cItem = 0;
        xPassed &= xQueueSend(xOwn, &(portCHAR){'x'}, 100 / portTICK_RATE_MS) == pdPASS;
        xPassed &= xQueueReceive(xOwn, &cItem, 0) == pdPASS && cItem == 'x';
        xPassed &= pcTaskGetTaskName(NULL)[0] == 'o' && eTaskStateGet(NULL) == eRunning;
        xTaskHandle xSelf = xTaskGetCurrentTaskHandle();
        vTaskDelay(1);
        xPassed &= xTaskGetTickCount() - xThen >= 1 && xTaskGetHandle("older") == xSelf;
        CHECK(xPassed);
        alive(4);
    }
}

static void prvCheckTimeOuts(void) {
    TimeOut_t xTimeOut;
    TickType_t xLeft = 1000, xForEver = portMAX_DELAY;
    vTaskSetTimeOutState(&xTimeOut);
    CHECK(xTaskCheckForTimeOut(&xTimeOut, &xForEver) == pdFALSE && xForEver == portMAX_DELAY);
    for (unsigned i = 1; i < 3; ++i) {
        vTaskDelay(2);
        CHECK(xTaskCheckForTimeOut(&xTimeOut, &xLeft) == pdFALSE && xLeft <= 1000 - 2 * i && xLeft > 500);
    }
    xLeft = 2;
    vTaskDelay(2);
    CHECK(xTaskCheckForTimeOut(&xTimeOut, &xLeft) == pdTRUE && xLeft == 0);
    CHECK(pdTICKS_TO_MS(pdMS_TO_TICKS(1000)) == 1000);
}

static void vHeapTask(void* pvParameters) {
    (void)pvParameters;
    CHECK(xTaskGetHandle("heap") == xTaskGetCurrentTaskHandle() && xTaskGetHandle("nobody") == NULL);
    const UBaseType_t uxLeft = uxTaskGetStackHighWaterMark(NULL);
    CHECK(uxLeft > 0 && uxLeft < mainSTACK_SIZE);
    CHECK(uxTaskGetStackHighWaterMark(xTaskGetHandle("receive")) > 0);
    const size_t xFree = xPortGetFreeHeapSize();
    for (;;) {
        uint32_t* pieces[8];
        for (unsigned i = 0; i < 8; ++i) {
            pieces[i] = pvPortMalloc((i + 1) * 100);
            CHECK(pieces[i] != NULL && (uintptr_t)pieces[i] % portBYTE_ALIGNMENT == 0);
            for (unsigned word = 0; word < (i + 1) * 25; ++word) pieces[i][word] = i;
        }
        CHECK(pvPortMalloc(configTOTAL_HEAP_SIZE) == NULL && pvPortMalloc(0) == NULL);
        CHECK(xPortGetMinimumEverFreeHeapSize() <= xPortGetFreeHeapSize());
        for (unsigned i = 0; i < 8; ++i) CHECK(pieces[i][0] == i && pieces[i][(i + 1) * 25 - 1] == i);
        for (unsigned i = 0; i < 8; ++i) vPortFree(pieces[(i * 3) % 8]);
        CHECK(xPortGetFreeHeapSize() == xFree);
        void* all = pvPortMalloc(configTOTAL_HEAP_SIZE - 16); /* the pieces have become one again */
        CHECK(all != NULL);
        CHECK(xPortGetMinimumEverFreeHeapSize() <= 16);
        vPortFree(all);
        const uint32_t* zeros = pvPortCalloc(25, sizeof *zeros); /* where there has been something else */
        CHECK(zeros != NULL && zeros[0] == 0 && zeros[24] == 0 && pvPortCalloc(0x40000001, 4) == NULL);
        vPortFree((void*)(uintptr_t)zeros);
        prvCheckTimeOuts();
        alive(2);
        vTaskDelay(1);
    }
}

static void prvTimerCallback(TimerHandle_t xTimer) {
    (void)xTimer;
    alive(3);
}

int main(void) {
    check_prepare("compatibility");
    xQueue = xQueueCreateStatic(4, sizeof(Message_t), ucQueueStorage, &xQueueBuffer);
    vQueueAddToRegistry(xQueue, "queue");
    vSemaphoreCreateBinary(xBinary);
    configASSERT(xBinary && xSemaphoreTake(xBinary, 0) == pdTRUE); /* of old, these began full */
    xMutex = xSemaphoreCreateMutexStatic(&xMutexBuffer);
    xGroup = xEventGroupCreate();
    configASSERT(xTaskCreateStatic(vReceiveTask, "receive", mainSTACK_SIZE, NULL, tskIDLE_PRIORITY + 2,
                                   uxStack, &xTaskBuffer) != NULL);
    xTaskCreate(vSendTask, "send", configMINIMAL_STACK_SIZE, NULL, tskIDLE_PRIORITY + 1, NULL);
    xTaskCreate(vHeapTask, "heap", mainSTACK_SIZE, NULL, tskIDLE_PRIORITY + 1, NULL);
    TimerHandle_t xTimer = xTimerCreate("timer", mainPERIOD, pdTRUE, NULL, prvTimerCallback);
    configASSERT(xTimerStart(xTimer, 0) == pdPASS);
    xOlder = vOlderTask;
    xTaskCreate(xOlder, "older", configMINIMAL_STACK_SIZE, xQueueCreate(1, 1), 1, NULL);
    check_start(5);
    for (;;);
}
