# Mutants that are tried on one architecture, this one.
rtos_mutant(no_inheritance generic_queues ownership.c "owner->priority = priority;" "(void) owner;")
rtos_mutant(no_time_slices integer_mathematics main.c "end_turn(running);" "(void) 0;")
rtos_mutant(first_image creation_and_death task_calls.c "copy_partition(task->partition)" "make_first_partition()")
rtos_mutant(mutex_of_anybody recursive_mutexes queues.c "queue->object.owner != task || --queue->depth > 0" "--queue->depth > 0")
rtos_mutant(no_wait_for_all event_groups event_groups.c "(group->bits & wanted) != wanted" "(group->bits & wanted) == 0")
rtos_mutant(leaking_pages creation_and_death task_memory.c
    "free_page(memory_begin + i * PAGE_SIZE);" "owners[i] = NOBODYS;")
rtos_mutant(no_critical_sections dynamic_priorities election.c "other->critical && " "0 && ")
rtos_mutant(section_ends_by_suspension critical_sections election.c "other->critical && "
    "other->critical && other->state == READY && ")
rtos_mutant(no_register_switch floating_point register_switch.c "return task->computes && " "return 0 && ")
rtos_mutant(switch_broken_off floating_point main.c "running->partition->switch_state = SWITCH_INTERRUPTED;"
    "end_switch(running->partition);")
foreach(name no_register_switch switch_broken_off)
    target_compile_options(partition_rtos_mutant_${name}_application PRIVATE ${float_options})
endforeach()
rtos_mutant(line_of_anybody interrupts interrupts.c "(lines[line].task && lines[line].task != other)" "0")
rtos_mutant(device_kept interrupts interrupts.c "take_device(task->partition, device_of(i));" "(void) 0;")
rtos_mutant(lost_interrupts interrupts notifications.c "++notification->value;
notification->pending = 1;
settle(&notification->object);" "notification->pending = 1;")
