# Mutants for this architecture: where SSE's registers are switched, and where a large group needs tables
# that its first task did not.
rtos_mutant(no_register_switch floating_point register_switch.c "return task->computes && " "return 0 && ")
target_compile_options(partition_rtos_mutant_no_register_switch_application PRIVATE ${float_options})
rtos_program_mutant(kept_tables task_memory.c "if (page == 0) { free_list(first);" "if (page == 0) {")
