/* Prints what is typed, line by line, until a line says "end". The reader is connected to the console before
 * the scheduler is started. */
#include "interrupts.h"
#include "machine.h"

static void read(void* parameter) {
    char line[80];
    unsigned length = 0;
    (void)parameter;
    vPrint("console: ready");
    for (;;) {
        console_listen();
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
        for (int character; (character = console_read()) >= 0;) {
            if (character != '\n' && character != '\r') {
                if (length < sizeof line - 1) line[length++] = (char)character;
                continue;
            }
            line[length] = 0;
            vPrint("console: read '%s'", line);
            if (length == 3 && line[0] == 'e' && line[1] == 'n' && line[2] == 'd') vTaskEndScheduler();
            length = 0;
        }
    }
}

int main(void) {
    TaskHandle_t reader = NULL;
    xTaskCreate(read, "reader", configMINIMAL_STACK_SIZE, NULL, 2, &reader);
    configASSERT(xTaskNotifyOnInterrupt(reader, 0, portINTERRUPT_CONSOLE) == pdPASS);
    vTaskStartScheduler();
    return 0;
}
