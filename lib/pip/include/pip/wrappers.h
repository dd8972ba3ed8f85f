/* Pip's names for the steps at which Pip_MapPageWrapper and Pip_MapPage_Result (pip/paging.h) can fail. */
#ifndef PIP_WRAPPERS_H
#define PIP_WRAPPERS_H

enum map_page_wrapper_ret_e {
    SUCCESS = 0,
    FAIL_ALLOC_PAGE = 1, /* the allocator has too few pages */
    FAIL_PREPARE = 2,    /* the kernel refused to prepare the child's tables */
    FAIL_ADD_VADDR = 3   /* the kernel refused to map the page */
};

#endif
