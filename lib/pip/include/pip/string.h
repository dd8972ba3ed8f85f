/* The C library's functions of these names, which compilers also call by themselves. Semantics: ISO
 * C11, 7.24. Sizes in bytes. */
#ifndef PIP_STRING_H
#define PIP_STRING_H

#ifdef __cplusplus
extern "C" {
#endif

__SIZE_TYPE__ strlen(const char* string);
__SIZE_TYPE__ strnlen(const char* string, __SIZE_TYPE__ limit);
int strcmp(const char* left, const char* right);
int strncmp(const char* left, const char* right, __SIZE_TYPE__ limit);
void* memset(void* memory, int byte, __SIZE_TYPE__ size);
void* memcpy(void* target, const void* source, __SIZE_TYPE__ size);
void* memmove(void* target, const void* source, __SIZE_TYPE__ size);
int memcmp(const void* left, const void* right, __SIZE_TYPE__ size);

#ifdef __cplusplus
}
#endif

#endif
