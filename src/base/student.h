/*-------------------------------------------------------------------------
 *
 * student.h
 *	  The quantile of Student's t distribution.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_STUDENT_H
#define RESUME_STUDENT_H

extern double student_quantile(double confidence, int64 degrees);

#endif							/* RESUME_STUDENT_H */
