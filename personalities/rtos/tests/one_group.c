/* A program whose tasks share variables, as FreeRTOS's do: all of them are one group, by a definition for the
 * compiler alone (configUSE_ONE_GROUP). */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "timers.h"

#define oneCOUNTERS 2
#define onePERIOD pdMS_TO_TICKS(30)

static SemaphoreHandle_t xMutex = NULL;
static volatile uint32_t ulShared = 0, ulOwn[oneCOUNTERS] = {0, 0}, ulExpiries = 0;
static volatile BaseType_t xHasRun[oneCOUNTERS] = {pdFALSE, pdFALSE};
static char* pcLog = NULL;

static void vCount(void* pvParameters) {
    volatile uint32_t* pulOwn = (volatile uint32_t*)pvParameters; /* a variable of main's, and so of all */
    for (;;) {
        if (xSemaphoreTake(xMutex, portMAX_DELAY) == pdTRUE) {
            const uint32_t ulBefore = ulShared;
            for (volatile unsigned i = 0; i < 1000; ++i);
            ulShared = ulBefore + 1;
            ++*pulOwn;
            xHasRun[pulOwn - ulOwn] = pdTRUE;
            xSemaphoreGive(xMutex);
        }
    }
}

static void vTimerCallback(TimerHandle_t xTimer) {
    (void)xTimer;
    ++ulExpiries;
}

static void vWatch(void* pvParameters) {
    char cLine[40];
    (void)pvParameters;
    for (;;) {
        const uint32_t ulThen = ulExpiries;
        for (unsigned i = 0; i < 50 && (!xHasRun[0] || !xHasRun[1] || ulExpiries == ulThen); ++i)
            vTaskDelay(onePERIOD);
        CHECK(xHasRun[0] && xHasRun[1] && ulExpiries != ulThen);
        CHECK(xSemaphoreTake(xMutex, portMAX_DELAY) == pdTRUE);
        CHECK(ulShared == ulOwn[0] + ulOwn[1]);
        xHasRun[0] = xHasRun[1] = pdFALSE;
        xSemaphoreGive(xMutex);

        snprintf(cLine, sizeof cLine, "%u+%u", (unsigned)ulOwn[0], (unsigned)ulOwn[1]);
        strcpy(pcLog, "counted ");
        strcat(pcLog, cLine);
        CHECK(strlen(pcLog) == 8 + strlen(cLine) &&
              strchr(pcLog, '+') == pcLog + 8 + (strchr(cLine, '+') - cLine));
        CHECK(strchr(pcLog, '!') == NULL && strchr(pcLog, 0) == pcLog + strlen(pcLog));
        strncpy(cLine, "abc", 6);
        CHECK(memcmp(cLine, "abc\0\0\0", 6) == 0 && abs(-3) == 3);
        alive(0);
    }
}

int main(void) {
    check_prepare("one group");
    xMutex = xSemaphoreCreateMutex();
    pcLog = malloc(64); /* main's heap is everybody's */
    assert(xMutex != NULL && pcLog != NULL);
    for (unsigned i = 0; i < oneCOUNTERS; ++i)
        assert(xTaskCreate(vCount, "count", configMINIMAL_STACK_SIZE, (void*)(uintptr_t)&ulOwn[i], 1, NULL) ==
               pdPASS);
    assert(xTaskCreate(vWatch, "watch", configMINIMAL_STACK_SIZE, NULL, tskIDLE_PRIORITY + 2, NULL) ==
           pdPASS);
    const TimerHandle_t xTimer = xTimerCreate("timer", onePERIOD, pdTRUE, NULL, vTimerCallback);
    assert(xTimer != NULL && xTimerStart(xTimer, 0) == pdPASS);
    check_start(1);
    return 0;
}
