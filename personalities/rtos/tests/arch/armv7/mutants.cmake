# Mutants for this architecture alone: where a large group needs tables that its first task did not.
rtos_program_mutant(kept_tables task_memory.c "if (page == 0) { free_list(first);" "if (page == 0) {")
