/*
 * To be preloaded with AddressSanitizer's runtime into a program that is not
 * built with it, and linked with -z initfirst, so that the runtime is
 * initialized before any other library.  Else its first malloc() may be one
 * within bindtextdomain(), as of libgpg-error's constructor: initialization
 * looks up symbols that are not there, the message for that is translated,
 * and waits forever for the lock that bindtextdomain() holds.
 */
extern void __asan_init(void);

__attribute__((constructor)) static void
initialize_first(void)
{
	__asan_init();
}
