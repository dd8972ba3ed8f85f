/* The start of every task, and the way into the scheduler. */
#include <pip/api.h>
#include <pip/stdio.h>

#include "client.h"
#undef main

pip_word_t rtos_call(call_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d, pip_word_t e,
                     pip_word_t f, pip_word_t g) {
    box_t* const box = CONTROL->current; /* ours, since we run */
    box->call = call;
    box->arguments[0] = a;
    box->arguments[1] = b;
    box->arguments[2] = c;
    box->arguments[3] = d;
    box->arguments[4] = e;
    box->arguments[5] = f;
    box->arguments[6] = g;
    Pip_Yield_Result(0, ENTRY_CALL, ENTRY_WAITING, 1, 1);
    return *(volatile pip_word_t*)&box->result;
}

/* The application's, or a task: both begin at the image's first byte, which leads here. */
void main(void);
void main(void) {
    const box_t* box = CONTROL->current;
    if (box->function)
        box->function(box->parameter);
    else
        application_main();
    /* a task must not return; the scheduler says so if the application's main does before it has started it
     */
    vTaskDelete(NULL);
}

void vPrint(const char* format, ...) {
    char line[202];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    CALL2(PRINT, line, length < (int)sizeof line ? (size_t)length : sizeof line - 1);
}

void vAssertCalled(const char* file, unsigned long line) {
    vPrint("%s:%lu: an assertion of task %s has failed", file, line, pcTaskGetName(NULL));
    for (;;) vTaskDelete(NULL);
}
