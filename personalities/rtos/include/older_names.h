/* Names that programs for older versions of FreeRTOS use. */
#ifndef INC_OLDER_NAMES_H
#define INC_OLDER_NAMES_H

#define portCHAR char
#define portSHORT short
#define portLONG long
#define portFLOAT float
#define portDOUBLE double
#define portBASE_TYPE BaseType_t
#define portTickType TickType_t
#define portTICK_RATE_MS portTICK_PERIOD_MS

#define xTaskHandle TaskHandle_t
#define xQueueHandle QueueHandle_t
#define xSemaphoreHandle SemaphoreHandle_t
#define xQueueSetHandle QueueSetHandle_t
#define xQueueSetMemberHandle QueueSetMemberHandle_t
#define xTimerHandle TimerHandle_t
#define xTimeOutType TimeOut_t
#define pdTASK_CODE TaskFunction_t
#define tmrTIMER_CALLBACK TimerCallbackFunction_t

#define eTaskStateGet eTaskGetState
#define pcTaskGetTaskName pcTaskGetName
#define pcTimerGetTimerName pcTimerGetName
#define pcQueueGetQueueName pcQueueGetName

#endif
