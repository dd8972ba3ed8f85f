/* Bytes and messages from task to task: a stream in pieces of all sizes, with a trigger, and messages that
 * come one by one and whole. */
#include <pip/string.h>

#include "check.h"
#include "message_buffer.h"

enum { SIZE = 50, LONGEST = 30 };
static StreamBufferHandle_t stream;
static MessageBufferHandle_t messages;

static char letter(uint32_t position) { return (char)('a' + position % 23); }

static void send_stream(void* parameter) {
    uint32_t position = 0;
    (void)parameter;
    for (uint32_t round = 0;; ++round) {
        char data[LONGEST];
        const size_t size = 1 + round % LONGEST;
        for (size_t i = 0; i < size; ++i) data[i] = letter(position + (uint32_t)i);
        /* what does not fit in time is sent again */
        const size_t sent = xStreamBufferSend(stream, data, size, round % 3);
        CHECK(sent <= size);
        position += (uint32_t)sent;
        alive(0);
        if (round % 16 == 0) vTaskDelay(1);
    }
}

static void receive_stream(void* parameter) {
    uint32_t position = 0;
    (void)parameter;
    for (uint32_t round = 0;; ++round) {
        char data[LONGEST];
        const size_t room = 1 + round * 7 % LONGEST;
        const size_t size = xStreamBufferReceive(stream, data, room, round % 2);
        CHECK(size <= room);
        for (size_t i = 0; i < size; ++i) CHECK(data[i] == letter(position + (uint32_t)i));
        position += (uint32_t)size;
        if (size > 0) alive(1);
    }
}

static void send_messages(void* parameter) {
    (void)parameter;
    for (uint32_t round = 0;; ++round) {
        char data[LONGEST];
        const size_t size = 1 + round % LONGEST;
        memset(data, (int)letter(round), size);
        CHECK(xMessageBufferSend(messages, data, size, 100) == size);
        alive(2);
    }
}

static void receive_messages(void* parameter) {
    (void)parameter;
    for (uint32_t round = 0;; ++round) {
        char data[LONGEST];
        const size_t size = 1 + round % LONGEST;
        if (size > 1)
            CHECK(xMessageBufferReceive(messages, data, size - 1, 10) == 0); /* no room for it: it stays */
        CHECK(xMessageBufferReceive(messages, data, LONGEST, 100) == size);
        for (size_t i = 0; i < size; ++i) CHECK(data[i] == letter(round));
        alive(3);
        if (round % 8 == 0) vTaskDelay(1);
    }
}

/* What one task alone can see. */
static void look(void* parameter) {
    char data[SIZE];
    (void)parameter;
    for (;;) {
        const StreamBufferHandle_t own = xStreamBufferCreate(10, 4);
        CHECK(own && xStreamBufferIsEmpty(own) && xStreamBufferSpacesAvailable(own) == 10);
        CHECK(xStreamBufferSend(own, "0123456789abc", 13, 1) == 10); /* what fits when time is up */
        CHECK(xStreamBufferIsFull(own) && xStreamBufferBytesAvailable(own) == 10 &&
              xStreamBufferSend(own, "x", 1, 0) == 0);
        CHECK(xStreamBufferReceive(own, data, 7, 0) == 7 && memcmp(data, "0123456", 7) == 0);
        CHECK(xStreamBufferSend(own, "defgh", 5, 0) == 5);
        CHECK(xStreamBufferReceive(own, data, SIZE, 0) == 8 && memcmp(data, "789defgh", 8) == 0);
        CHECK(xStreamBufferReceive(own, data, SIZE, 2) == 0);
        CHECK(xStreamBufferSetTriggerLevel(own, 11) == pdFAIL &&
              xStreamBufferSetTriggerLevel(own, 10) == pdPASS);
        CHECK(xStreamBufferSend(own, "x", 1, 0) == 1 && xStreamBufferReset(own) == pdPASS &&
              xStreamBufferIsEmpty(own));
        vStreamBufferDelete(own);
        const MessageBufferHandle_t few = xMessageBufferCreate(20);
        CHECK(few && xMessageBufferSend(few, data, 17, 5) == 0); /* with its length it would never fit */
        CHECK(xMessageBufferSend(few, "12345", 5, 0) == 5 && xMessageBufferSend(few, "678", 3, 0) == 3);
        CHECK(xMessageBufferSpacesAvailable(few) == 4 && xMessageBufferIsFull(few) &&
              xMessageBufferSend(few, "9", 1, 1) == 0);
        CHECK(xMessageBufferNextLengthBytes(few) == 5);
        CHECK(xMessageBufferReceive(few, data, SIZE, 0) == 5 &&
              xMessageBufferReceive(few, data, SIZE, 0) == 3);
        CHECK(memcmp(data, "678", 3) == 0);
        CHECK(xMessageBufferIsEmpty(few));
        vMessageBufferDelete(few);
        alive(4);
        vTaskDelay(1);
    }
}

/* Waits for as many bytes as the trigger says. */
static StreamBufferHandle_t triggered;
static void trickle(void* parameter) {
    (void)parameter;
    for (;;) {
        CHECK(xStreamBufferSend(triggered, "t", 1, 0) == 1);
        vTaskDelay(1);
    }
}
static void wait_for_trigger(void* parameter) {
    char data[SIZE];
    (void)parameter;
    for (;;) {
        CHECK(xStreamBufferReceive(triggered, data, SIZE, 100) == 5);
        CHECK(xStreamBufferReceive(triggered, data, SIZE, 2) <= 3); /* time is up before */
        while (!xStreamBufferIsEmpty(triggered)) xStreamBufferReceive(triggered, data, SIZE, 0);
        alive(5);
    }
}

int main(void) {
    check_prepare("buffers");
    stream = xStreamBufferCreate(SIZE, 3);
    messages = xMessageBufferCreate(SIZE);
    triggered = xStreamBufferCreate(SIZE, 5);
    create(send_stream, "send", 0, 2);
    create(receive_stream, "receive", 0, 1);
    create(send_messages, "write", 0, 2);
    create(receive_messages, "read", 0, 3);
    create(look, "look", 0, 2);
    create(trickle, "trickle", 0, 2);
    create(wait_for_trigger, "wait", 0, 4);
    check_start(6);
    return 0;
}
